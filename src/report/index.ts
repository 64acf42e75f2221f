// `layerwise/report`: one page of HTML about a model.
export type { EvaluationData, ReportColumn, ReportData, ReportLayer, ReportNote, ReportScores } from './data.ts';
export { evaluationPage, reportPage } from './page.ts';
