// Frameworks: the versions there are, each with its cycles. Content of the repository, the same for everyone.
import type { RouteApp } from '@copse/commands';
import Type from 'typebox';
import { Framework } from '../store/frameworks.ts';

const Frameworks = Type.Object({ items: Type.Array(Framework, { maxItems: 50 }) });

/** Registers the route of frameworks. */
export function registerFrameworkRoutes(app: RouteApp, frameworks: readonly Framework[]): void {
  const items = [...frameworks];
  const schema = {
    tags: ['frameworks'],
    operationId: 'listFrameworks',
    summary: 'List the versions of the value-creation framework',
    description: 'Every record of value carries the version it was made under. A cycle is not a level.',
    response: { 200: Frameworks },
  };
  app.get('/v1/frameworks', { config: { scope: 'value:read' }, schema }, async () => ({ items }));
}
