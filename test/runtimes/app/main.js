// The page's script: tells the server what came of the training.
import { trainedHash } from './training.js';

const result = await trainedHash().catch(String);
await fetch('report', { method: 'POST', body: result });
