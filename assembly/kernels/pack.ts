// Packing: copies of blocks of A and B in the order in which the tiles read them.

/**
 * Packs `lanes` lanes of `depth` steps into panels of `width` lanes: panel p holds, step after step, its lanes
 * p·width … (p+1)·width − 1 next to each other. Lanes are rows of A or columns of B.
 * @param width 4, or 8 in float32
 * @param source lane l, step q at source + l·laneStride + q·stepStride, in bytes; one of the two is sizeof<T>()
 * @param target room for ceil(lanes/width)·width·depth elements, apart from source; missing lanes become 0
 */
export function pack<T>(
  width: i32,
  lanes: i32,
  depth: i32,
  source: usize,
  laneStride: usize,
  stepStride: usize,
  target: usize,
): void {
  const bytes = <usize>width * sizeof<T>();
  let lane = 0;
  if (laneStride == sizeof<T>() && bytes == 16) {
    for (; lane + 4 * width <= lanes; lane += 4 * width) {
      copyLines(depth, source, stepStride, target);
      source += 64;
      target += 64 * <usize>depth;
    }
  }
  for (; lane < lanes; lane += width) {
    const count = min(width, lanes - lane);
    if (count < width) padSteps<T>(bytes, count, depth, source, laneStride, stepStride, target);
    else if (laneStride == sizeof<T>()) copySteps(bytes, depth, source, stepStride, target);
    else {
      for (let i = 0; i < width; i += 4) {
        interleave4<T>(depth, source + <usize>i * laneStride, laneStride, target + <usize>i * sizeof<T>(), bytes);
      }
    }
    source += <usize>width * laneStride;
    target += bytes * <usize>depth;
  }
}

/**
 * Four panels of a vector a step, of lanes that are side by side already: together a line of the caches, which would be
 * gone before the next panel is made of it where the steps alias. A step of cat takes a tenth less time in float32;
 * where a panel takes half a line, two at a time gained nothing.
 */
function copyLines(depth: i32, source: usize, stepStride: usize, target: usize): void {
  const panel = <usize>depth * 16;
  for (let step = 0; step < depth; step++) {
    v128.store(target, v128.load(source));
    v128.store(target + panel, v128.load(source, 16));
    v128.store(target + 2 * panel, v128.load(source, 32));
    v128.store(target + 3 * panel, v128.load(source, 48));
    source += stepStride;
    target += 16;
  }
}

/** Other lanes that are side by side: whole vectors. */
function copySteps(bytes: usize, depth: i32, source: usize, stepStride: usize, target: usize): void {
  for (let step = 0; step < depth; step++) {
    v128.store(target, v128.load(source));
    if (bytes > 16) v128.store(target, v128.load(source, 16), 16);
    source += stepStride;
    target += bytes;
  }
}

/** The last lanes of a matrix, fewer than a panel. */
function padSteps<T>(
  bytes: usize,
  count: i32,
  depth: i32,
  source: usize,
  laneStride: usize,
  stepStride: usize,
  target: usize,
): void {
  const filled = <usize>count * sizeof<T>();
  for (let step = 0; step < depth; step++) {
    let at = source;
    let to: usize = 0;
    for (; to < filled; to += sizeof<T>()) {
      store<T>(target + to, load<T>(at));
      at += laneStride;
    }
    for (; to < bytes; to += sizeof<T>()) store<T>(target + to, <T>0);
    source += stepStride;
    target += bytes;
  }
}

/** Four lanes, each contiguous over the steps, laneStride apart: a transposition. */
function interleave4<T>(depth: i32, lane0: usize, laneStride: usize, target: usize, targetStep: usize): void {
  let lane1 = lane0 + laneStride;
  let lane2 = lane1 + laneStride;
  let lane3 = lane2 + laneStride;
  const stepsOfVector = 16 / sizeof<T>();
  let step = 0;
  for (; step + stepsOfVector <= depth; step += stepsOfVector) {
    const r0 = v128.load(lane0);
    const r1 = v128.load(lane1);
    const r2 = v128.load(lane2);
    const r3 = v128.load(lane3);
    if (sizeof<T>() == 8) {
      v128.store(target, v128.shuffle<f64>(r0, r1, 0, 2));
      v128.store(target, v128.shuffle<f64>(r2, r3, 0, 2), 16);
      target += targetStep;
      v128.store(target, v128.shuffle<f64>(r0, r1, 1, 3));
      v128.store(target, v128.shuffle<f64>(r2, r3, 1, 3), 16);
    } else {
      const low01 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5);
      const low23 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
      const high01 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
      const high23 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
      v128.store(target, v128.shuffle<f64>(low01, low23, 0, 2));
      target += targetStep;
      v128.store(target, v128.shuffle<f64>(low01, low23, 1, 3));
      target += targetStep;
      v128.store(target, v128.shuffle<f64>(high01, high23, 0, 2));
      target += targetStep;
      v128.store(target, v128.shuffle<f64>(high01, high23, 1, 3));
    }
    target += targetStep;
    lane0 += 16;
    lane1 += 16;
    lane2 += 16;
    lane3 += 16;
  }
  for (; step < depth; step++) {
    store<T>(target, load<T>(lane0));
    store<T>(target, load<T>(lane1), sizeof<T>());
    store<T>(target, load<T>(lane2), 2 * sizeof<T>());
    store<T>(target, load<T>(lane3), 3 * sizeof<T>());
    target += targetStep;
    lane0 += sizeof<T>();
    lane1 += sizeof<T>();
    lane2 += sizeof<T>();
    lane3 += sizeof<T>();
  }
}
