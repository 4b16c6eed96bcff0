// API keys, scopes, and the guard of every route.
export { withAdministrator, type AccessDirectory } from './access-directory.ts';
export { callerOf, createAccessGuard } from './access-guard.ts';
export { createAdministrator } from './administrator.ts';
export { generateApiKey, hashSecret, parseApiKey, type GeneratedApiKey } from './api-key.ts';
export { authenticate, type Caller, type CredentialFault } from './authenticate.ts';
