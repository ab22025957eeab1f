/** `epochd profile`: services by name. A key is read from stdin or the environment: what is typed as an argument, others can see. */
import { text } from 'node:stream/consumers';
import type { Command } from 'commander';
import type { Context } from '../context.ts';
import { UsageError } from '../errors.ts';
import { expectProfileName, expectUrl, profilesFile, readProfiles, writeProfiles } from '../profiles.ts';
import { showTable } from '../terminal/table.ts';
import { examples } from '../words.ts';

const KEY_LENGTH_MAX = 4096;

export function addProfileCommands(program: Command, context: Context): void {
  const { terminal } = context;
  const profile = program.command('profile').summary('services by name, with their keys');
  profile
    .command('add')
    .summary('add a service, or change it')
    .argument('<name>', 'what it is called here')
    .argument('<url>', 'where it is')
    .option('--key-stdin', 'read its key from stdin')
    .addHelpText('after', '\nExample:\n  $ epochd profile add office https://epochd.example --key-stdin < key.txt')
    .action(async (name: string, url: string, { keyStdin }: { keyStdin?: boolean }) => {
      const { use, profiles } = readProfiles();
      const apiKey = keyStdin ? expectKey((await text(process.stdin)).trim()) : undefined;
      const added = { url: expectUrl(url, 'URL'), ...(apiKey !== undefined && { apiKey }) };
      writeProfiles({
        use: use ?? expectProfileName(name),
        profiles: { ...profiles, [expectProfileName(name)]: added },
      });
      terminal.err(`${name} is in ${profilesFile()}`);
    });
  profile
    .command('list')
    .summary('list them')
    .addHelpText('after', examples('profile list'))
    .action(() => {
      const { use, profiles } = readProfiles();
      const all = Object.entries(profiles).map(([name, { url, apiKey }]) => ({
        name,
        url,
        key: apiKey !== undefined,
        used: name === use,
      }));
      if (terminal.json) return terminal.lines(all);
      showTable(
        terminal,
        ['profile', 'url', 'key', ''],
        all.map((each) => [each.name, each.url, each.key ? 'yes' : 'no', each.used ? 'in use' : '']),
      );
    });
  profile
    .command('use')
    .summary('use one where none is named')
    .argument('<name>', 'which')
    .addHelpText('after', examples('profile use office'))
    .action((name: string) => writeProfiles({ use: expectKnown(name), profiles: readProfiles().profiles }));
  profile
    .command('remove')
    .summary('forget one, and its key')
    .argument('<name>', 'which')
    .addHelpText('after', examples('profile remove office'))
    .action((name: string) => {
      const { [expectKnown(name)]: _, ...profiles } = readProfiles().profiles;
      const { use } = readProfiles();
      writeProfiles({ ...(use !== undefined && use !== name && { use }), profiles });
    });
}

function expectKnown(name: string): string {
  const { profiles } = readProfiles();
  if (Object.hasOwn(profiles, name)) return name;
  throw new UsageError(
    `Expected a profile that there is (${Object.keys(profiles).join(', ') || 'none'}). Received: "${name}".`,
  );
}

function expectKey(key: string): string {
  if (/^[\x21-\x7e]+$/.test(key) && key.length <= KEY_LENGTH_MAX) return key;
  throw new UsageError('Expected a key on stdin, of printable ASCII without spaces. Received: something else.');
}
