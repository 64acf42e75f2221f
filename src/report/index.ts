// `layerwise/report`: one page of HTML about a model.
export type { ReportColumn, ReportData, ReportLayer, ReportNote, ReportScores } from './data.ts';
export { reportPage } from './page.ts';
