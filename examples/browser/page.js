// The page: its controls send commands to the worker, and what the worker reports is drawn.
import { drawLoss, drawPlane } from './drawing.js';

const element = (id) => document.getElementById(id);
const form = element('settings');

const worker = new Worker(new URL('worker.js', import.meta.url), { type: 'module' });
const send = (command, value) => worker.postMessage({ command, value });

let playing = false;
/** What is drawn: the training's data, the losses so far, the last picture. */
let data;
let edge;
let losses = [];
let picture;

// ---- From the page to the worker -----------------------------------------------------------------------------------

function settings() {
  const { shape, units, activation, learningRate, seed } = Object.fromEntries(new FormData(form));
  return {
    shape,
    units: units
      .split(/[\s,]+/)
      .filter(Boolean)
      .map(Number),
    activation,
    learningRate: Number(learningRate),
    seed: Number(seed),
  };
}

const sendSpeed = () => send('speed', Number(form.elements.speed.value));

/** A change begins anew, except for what can be changed on the way. */
form.addEventListener('change', ({ target: { name } }) => {
  element('message').textContent = '';
  if (name === 'learningRate') send('learningRate', settings().learningRate);
  else if (name === 'speed') sendSpeed();
  else send('create', settings());
});
form.addEventListener('submit', (event) => event.preventDefault());

element('train').addEventListener('click', () => {
  element('message').textContent = '';
  send(playing ? 'pause' : 'train');
});
element('reset').addEventListener('click', () => {
  element('message').textContent = '';
  send('create', settings());
});
element('export').addEventListener('click', () => send('save'));
element('import').addEventListener('click', () => element('file').click());
element('file').addEventListener('change', async ({ target }) => {
  const [file] = target.files;
  element('message').textContent = '';
  if (file !== undefined) send('load', new Uint8Array(await file.arrayBuffer()));
  target.value = '';
});

// ---- From the worker to the page -----------------------------------------------------------------------------------

function showPicture() {
  const { steps, epoch, accuracy, hash } = picture;
  drawPlane(element('plane'), picture.boundary, data, edge);
  drawLoss(element('losses'), losses);
  element('train').textContent = playing ? 'Pause' : 'Train';
  element('epoch').textContent = epoch.toLocaleString('en');
  element('steps').textContent = steps.toLocaleString('en');
  element('loss').textContent = losses.at(-1)?.toPrecision(3) ?? '–';
  element('accuracy').textContent = accuracy === undefined ? '–' : `${(100 * accuracy).toFixed(1)} %`;
  element('hash').textContent = hash?.replaceAll(/.{16}/g, '$& ') ?? 'shown when training pauses';
  // What the test reads.
  Object.assign(document.body.dataset, { steps, playing, hash: hash ?? '' });
}

const reports = {
  training(training) {
    ({ data, edge } = training);
    losses = [];
    for (const [name, value] of Object.entries(training.settings ?? {})) {
      form.elements[name].value = Array.isArray(value) ? value.join(' ') : value;
    }
  },
  picture(newest) {
    picture = newest;
    playing = picture.playing;
    losses.push(...picture.newLosses);
    requestAnimationFrame(() => {
      showPicture();
      send('drawn');
    });
  },
  file({ file }) {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([file]));
    link.download = 'training.safetensors';
    link.click();
    URL.revokeObjectURL(link.href);
  },
  error({ message }) {
    element('message').textContent = message;
  },
};

worker.addEventListener('message', ({ data: report }) => reports[report.type](report));
worker.addEventListener('error', ({ message }) => {
  element('message').textContent = `The worker failed: ${message ?? 'it could not be loaded'}`;
});
addEventListener('resize', () => picture && showPicture());

sendSpeed();
send('resume', settings());
