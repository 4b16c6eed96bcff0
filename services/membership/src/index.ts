// Membership, as standalone, the CLI and tests see it.
export { configSchema } from './config.ts';
export { createMembership, type MembershipDependencies } from './service.ts';
export { membershipMigrations } from './store/migrations.ts';
export { readModels } from './store/read-models.ts';
