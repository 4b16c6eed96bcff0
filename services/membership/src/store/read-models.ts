// The tables that hold nothing but what the log says, and the function that fills them: together they can be
// made again at any time. Sightings are not among them: they come from another service.
import type { ReadModels } from '@copse/commands';
import { projectEvent } from './project-event.ts';
import {
  apiKeys,
  communities,
  linkedIdentities,
  members,
  people,
  registeredIdentities,
  tenants,
} from './tables.ts';

export const readModels: ReadModels = {
  tables: [communities, people, linkedIdentities, registeredIdentities, members, tenants, apiKeys],
  project: projectEvent,
};
