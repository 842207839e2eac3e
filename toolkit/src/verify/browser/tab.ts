/** The part of Playwright's page that the checks use. Not its own types: the package is the checked project's, if it has it. */
export interface BrowserTab {
  goto(url: string): Promise<unknown>;
  url(): string;
  getByRole(role: string, options?: { name?: string | RegExp; exact?: boolean }): Found;
  getByLabel(text: string | RegExp, options?: { exact?: boolean }): Found;
  getByText(text: string | RegExp): Found;
  locator(selector: string): Found;
  evaluate(script: string): Promise<unknown>;
  on(event: 'request', listener: (request: BrowserRequest) => void): void;
  on(event: 'response', listener: (response: { status(): number }) => void): void;
  on(event: 'pageerror', listener: (error: Error) => void): void;
  close(): Promise<void>;
}

/** Elements of a page, found when they are used. */
export interface Found {
  first(): Found;
  last(): Found;
  getByRole: BrowserTab['getByRole'];
  getByText: BrowserTab['getByText'];
  getByLabel: BrowserTab['getByLabel'];
  count(): Promise<number>;
  click(): Promise<void>;
  fill(text: string): Promise<void>;
  press(key: string): Promise<void>;
  isVisible(): Promise<boolean>;
  isEnabled(): Promise<boolean>;
  waitFor(options?: { state?: 'visible' | 'detached'; timeout?: number }): Promise<void>;
  allTextContents(): Promise<string[]>;
  innerText(): Promise<string>;
  getAttribute(name: string): Promise<string | null>;
  boundingBox(): Promise<{ width: number; height: number } | null>;
}

export interface BrowserRequest {
  method(): string;
  url(): string;
  headers(): Record<string, string>;
  resourceType(): string;
}
