type Failure = {
  code?: string;
  name?: string;
  message?: string;
  meta?: { driverAdapterError?: { cause?: { kind?: string; originalCode?: string } } };
};

// The same loss of the database has a code of Prisma, a kind of its adapter, a code of PostgreSQL, or only a sentence of
// the driver, by the moment at which it strikes.
const prismaCodes = /^P(1000|1001|1002|1003|1008|1010|1011|1017|2024|2028|2037)$/;
const adapterKinds =
  /^(DatabaseNotReachable|ConnectionClosed|SocketTimeout|TlsConnectionError|TooManyConnections|AuthenticationFailed|DatabaseAccessDenied|DatabaseDoesNotExist)$/;
const serverCodes = /^(57P0[1-5]|08...|53300)$/;
const driverSentences =
  /^(Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect)/;
const DISK_FULL = '53100';

/** What a failed call of the database means for the caller: it is away for now, its disk is full, or something else. */
export function databaseFailure(error: unknown): 'away' | 'full' | undefined {
  const { code = '', name, message = '', meta } = (error ?? {}) as Failure;
  const { kind = '', originalCode = '' } = meta?.driverAdapterError?.cause ?? {};
  if (originalCode === DISK_FULL) return 'full';
  const isAway =
    prismaCodes.test(code) ||
    adapterKinds.test(kind) ||
    serverCodes.test(originalCode) ||
    driverSentences.test(message) ||
    name === 'PrismaClientInitializationError';
  return isAway ? 'away' : undefined;
}
