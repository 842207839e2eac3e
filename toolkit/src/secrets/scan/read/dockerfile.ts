import { DockerfileParser } from 'dockerfile-ast';
import type { PropertyInstruction } from 'dockerfile-ast';
import type { Written } from '../written.ts';
import { optionsIn } from '../written.ts';

/** What ENV and ARG give, and options of commands: all of it is in the image and its history. */
export function readDockerfileSecrets(text: string, file: string): Written[] {
  return DockerfileParser.parse(text)
    .getInstructions()
    .flatMap((instruction): Written[] => {
      const at = { file, line: instruction.getRange().start.line + 1 };
      const keyword = instruction.getKeyword();
      if (keyword === 'ENV' || keyword === 'ARG') {
        return (instruction as PropertyInstruction).getProperties().flatMap((property) => {
          const value = property.getValue();
          const line = property.getRange().start.line + 1;
          return value === null ? [] : [{ at: { file, line }, name: property.getName(), value }];
        });
      }
      return optionsIn(instruction.getRawArgumentsContent() ?? '').map((option) => ({ ...option, at }));
    });
}
