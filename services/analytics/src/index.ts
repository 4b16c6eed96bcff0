// Analytics: the projection into ClickHouse, indicators, the value-creation matrix.
export { ANALYTICS_ROLES, configSchema, type AnalyticsConfig, type AnalyticsRole } from './config.ts';
export { createAnalytics, type AnalyticsDeps } from './service.ts';
export { analyticsMigrations } from './store/migrations.ts';
