export const PROTOCOL = 1;
export const LONGEST = 16384;
export const TALLEST = 20000;
export const READY_WITHIN = 10000;
export const DEFAULT_ORIGIN = "https://checkout.govifi.com";

export const THEMES = "light|dark|auto";
export const FONTS = "inter|system|roboto";
export const TOKENS = ["--gv-accent", "--gv-accent-50", "--gv-radius", "--gv-font-display", "--gv-font-mono"];
export const EVENTS: readonly string[] = ["session.ready", "session.expired", "feequote", "method.changed", "validation", "payment.processing", "payment.success", "payment.error", "challenge", "walletDeleted"];
export const RESERVE = { payment: 560, wallet: 240 };
export type ElementKind = "payment" | "wallet";
export type EmbedError = "load_error" | "version_unsupported" | "bad_configuration";
export type Call = "submit" | "refresh" | "validate" | "focus";
export interface Look { theme: string; accent?: string | undefined; font?: string | undefined; tokens: Record<string, string> }
