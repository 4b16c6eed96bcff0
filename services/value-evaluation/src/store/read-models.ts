// The table that holds nothing but what the log says, and the function that fills it: together they can be
// made again at any time.
import type { ReadModels } from '@copse/commands';
import { projectEvent } from './project-event.ts';
import { stories } from './tables.ts';

export const readModels: ReadModels = { tables: [stories], project: projectEvent };
