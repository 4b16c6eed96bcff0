import { describeGuard } from '@copse/commands/guard-contract';
import { createMembershipHome } from './membership-home.ts';

describeGuard(createMembershipHome);
