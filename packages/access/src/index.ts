// API keys, scopes, the guard of every route, and the copy each service keeps of who may do what.
export type { Caller } from '@copse/http';
export { withAdministrator, type AccessDirectory } from './access-directory.ts';
export { callerOf, createAccessGuard } from './access-guard.ts';
export { accessCopyMigrations } from './access-key-store.ts';
export { createAdministrator, readAdministrator } from './administrator.ts';
export { generateApiKey, hashSecret, parseApiKey, type GeneratedApiKey } from './api-key.ts';
export { authenticate, type CredentialFault } from './authenticate.ts';
export { createPostgresAccessCopy, type PostgresAccessCopy } from './postgres-access-copy.ts';
export { createPostgresAccessDirectory } from './postgres-access-directory.ts';
