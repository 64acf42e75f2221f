// What the help teaches beside the options.

export const COMMANDS = `
Examples:
  layerwise train iris.csv --target species --report report.html
  layerwise predict model.safetensors new-flowers.csv > predictions.csv

  "train" makes a model of a table: one column is the target, the others are what it is predicted from. Columns may be
  numbers, categories or truth values, with gaps. A fifth of the rows is held out; on those the network is measured, with
  a linear model beside it. "predict" finds the columns by their names: their order does not matter, and other columns
  are left alone.

  layerwise help train    all options of a command`;

export const CODES = `

Exit codes: 0 done; 1 something is wrong with a file, the data or the training, or "verify" found a difference;
2 something is wrong with the command line.`;

export const TRAIN = `
Examples:
  layerwise train patients.csv --target diagnosis
  layerwise train customers.jsonl --target churned --columns zip=category,id=ignore --report report.html
  gunzip -c houses.csv.gz | layerwise train - --target price --json > result.json
  layerwise train houses.csv --target price --layers 128,64 --epochs 300 --patience 20
  layerwise train patients.csv --target diagnosis --layers none    logistic regression

Without an option that describes a network, one is trained that suits the table, and a linear model beside it: the last
lines tell which to use. The same file, options and seed give the same model, byte for byte, on every machine.`;

export const PREDICT = `
Examples:
  layerwise predict model.safetensors new.csv --out predictions.csv
  layerwise predict model.safetensors new.csv --coverage 0.9
  tail -f events.jsonl | layerwise predict model.safetensors - --json

A cell that begins with =, +, -, @, a tab or a carriage return and is no number gets an apostrophe before it, so that no
spreadsheet runs it.`;

export const EVALUATE = `
Examples:
  layerwise evaluate model.safetensors last-month.csv
  layerwise evaluate model.safetensors last-month.csv --report last-month.html
  layerwise evaluate model.safetensors last-month.csv --json`;

export const INSPECT = `
Examples:
  layerwise inspect model.safetensors
  layerwise inspect model.safetensors --report report.html`;

export const VERIFY = `
Example:
  layerwise verify model.safetensors patients.csv`;
