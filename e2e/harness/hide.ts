/** Takes secrets out of a text before people see it. What is as short as a word is none. */
export const hideValues = (text: string, values: string[]): string =>
  values
    .filter((value) => value.length >= 8)
    .toSorted((one, other) => other.length - one.length)
    .reduce((shown, value) => shown.replaceAll(value, '…'), text);
