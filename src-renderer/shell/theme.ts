/** Light or dark after the system, and at once when the system changes. */
export function followSystemTheme(): void {
  const system = matchMedia('(prefers-color-scheme: dark)');
  const apply = () => document.documentElement.classList.toggle('dark', system.matches);
  system.addEventListener('change', apply);
  apply();
}
