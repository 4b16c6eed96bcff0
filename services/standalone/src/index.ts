// A whole Copse in one process, and what the command line must know of an installation.
export { BUS_DATABASE, DATABASES, type DatabaseDeclaration } from './databases.ts';
export { findFolderHolder, FolderInUseError, type FolderHolder } from './folder-lock.ts';
export { inspectEngines, type EngineInspection } from './inspect-engines.ts';
export { describeMemory } from './memory.ts';
export { PORT_SETTING, startStandalone, type Standalone, type StandaloneOptions } from './standalone.ts';
export { runUntilSignal, type RunOptions } from './run-until-signal.ts';
