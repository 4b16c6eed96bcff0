import { describeGuard } from '@copse/commands/guard-contract';
import { createValueHome } from './value-home.ts';

describeGuard(createValueHome);
