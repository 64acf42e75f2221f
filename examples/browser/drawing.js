// The two canvases: the plane with the network's opinion of every point, and the loss over the epochs.

const CLASS_COLOURS = [
  [44, 106, 178],
  [217, 112, 38],
];
const INK = '#5b6470';
const FAINT = '#e3e6ea';
const LINE = '#2c6ab2';

/** The canvas's context in CSS pixels, whatever the screen's density; the canvas is cleared. */
function contextOf(canvas) {
  const { clientWidth: width, clientHeight: height } = canvas;
  const density = devicePixelRatio;
  canvas.width = Math.round(width * density);
  canvas.height = Math.round(height * density);
  const context = canvas.getContext('2d');
  context.scale(density, density);
  context.font = '12px system-ui, sans-serif';
  return { context, width, height };
}

/** The colours of the probabilities 0/255, 1/255, …: from one class's colour through white to the other's. */
const shades = Array.from({ length: 256 }, (_, i) => {
  const certainty = 0.75 * Math.abs((2 * i) / 255 - 1);
  const channels = CLASS_COLOURS[Number(i > 127)].map((channel) => 255 + certainty * (channel - 255));
  return Uint8ClampedArray.of(...channels, 255);
});

/** The probabilities [side × side] as an image of that size. */
function opinion(boundary) {
  const side = Math.sqrt(boundary.length);
  const image = new ImageData(side, side);
  boundary.forEach((probability, i) => image.data.set(shades[Math.round(255 * probability)], 4 * i));
  const canvas = new OffscreenCanvas(side, side);
  canvas.getContext('2d').putImageData(image, 0, 0);
  return canvas;
}

/** The network's probabilities of class 1 between −edge and edge, and the points that it learns from. */
export function drawPlane(canvas, boundary, { x, y }, edge) {
  const { context, width, height } = contextOf(canvas);
  context.imageSmoothingQuality = 'high';
  context.drawImage(opinion(boundary), 0, 0, width, height);
  context.strokeStyle = '#fff';
  x.forEach(([right, up], i) => {
    context.beginPath();
    context.arc((width / 2) * (1 + right / edge), (height / 2) * (1 - up / edge), 3.5, 0, 2 * Math.PI);
    context.fillStyle = `rgb(${CLASS_COLOURS[y[i]]})`;
    context.fill();
    context.stroke();
  });
}

/** The loss of each epoch, on a logarithmic axis; of many epochs the mean of those in a pixel. */
export function drawLoss(canvas, losses) {
  const { context, width, height } = contextOf(canvas);
  const box = { left: 46, right: width - 12, top: 10, bottom: height - 24 };
  const least = losses.reduce((a, b) => Math.min(a, b), 0.5);
  const decades = Math.max(1, Math.ceil(-Math.log10(least)));
  const yOf = (loss) => box.top + ((box.bottom - box.top) * -Math.log10(Math.min(1, loss))) / decades;

  context.lineWidth = 1;
  context.strokeStyle = FAINT;
  context.fillStyle = INK;
  context.textAlign = 'right';
  for (let decade = 0; decade <= decades; decade++) {
    const y = Math.round(yOf(10 ** -decade)) + 0.5;
    context.beginPath();
    context.moveTo(box.left, y);
    context.lineTo(box.right, y);
    context.stroke();
    context.fillText(decade < 4 ? String(10 ** -decade) : `1e−${decade}`, box.left - 8, y + 4);
  }
  context.fillText(`epoch ${losses.length.toLocaleString('en')}`, box.right, height - 6);

  const columns = Math.min(losses.length, Math.floor(box.right - box.left));
  context.strokeStyle = LINE;
  context.lineWidth = 1.5;
  context.lineJoin = 'round';
  context.beginPath();
  for (let column = 0; column < columns; column++) {
    const from = Math.floor((losses.length * column) / columns);
    const to = Math.floor((losses.length * (column + 1)) / columns);
    let sum = 0;
    for (let i = from; i < to; i++) sum += losses[i];
    const x = box.left + ((box.right - box.left) * column) / Math.max(1, columns - 1);
    context.lineTo(x, yOf(sum / (to - from)));
  }
  context.stroke();
}
