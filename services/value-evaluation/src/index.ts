// Value evaluation, as standalone, the CLI and tests see it.
export { configSchema } from './config.ts';
export { createValueEvaluation, type ValueEvaluationDependencies } from './service.ts';
export { valueEvaluationMigrations } from './store/migrations.ts';
export { readModels } from './store/read-models.ts';
