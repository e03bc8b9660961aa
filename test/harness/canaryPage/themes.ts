/** The variables that VS Code gives a webview, for three of its default themes: just those which the canary page uses. */

/** A theme as a webview sees it. */
export interface Theme {
  readonly bodyClass: string;
  readonly variables: Readonly<Record<string, string>>;
}

const FONT = { 'font-family': '"Segoe WPC", "Segoe UI", system-ui, "DejaVu Sans", sans-serif', 'font-size': '13px', 'font-weight': 'normal', 'editor-font-family': '"DejaVu Sans Mono", monospace' };

/** The themes by name. */
export const THEMES: Readonly<Record<string, Theme>> = {
  dark: {
    bodyClass: 'vscode-dark',
    variables: {
      ...FONT, 'foreground': '#cccccc', 'descriptionForeground': '#9d9d9d', 'disabledForeground': '#7a7a7a', 'editor-background': '#1f1f1f', 'panel-border': '#2b2b2b', 'widget-border': '#313131',
      'editorIndentGuide-background1': '#404040', 'testing-iconPassed': '#73c991', 'testing-iconFailed': '#f14c4c', 'charts-blue': '#3794ff', 'charts-yellow': '#cca700', 'focusBorder': '#0078d4',
      'textLink-foreground': '#4daafc', 'textLink-activeForeground': '#4daafc', 'textPreformat-foreground': '#d0d0d0', 'badge-background': '#616161', 'badge-foreground': '#f8f8f8',
      'button-background': '#0078d4', 'button-foreground': '#ffffff', 'button-hoverBackground': '#026ec1', 'button-secondaryBackground': '#313131', 'button-secondaryForeground': '#cccccc', 'button-secondaryHoverBackground': '#3c3c3c',
      'inputValidation-warningBackground': '#352a05',
    },
  },
  light: {
    bodyClass: 'vscode-light',
    variables: {
      ...FONT, 'foreground': '#3b3b3b', 'descriptionForeground': '#3b3b3b', 'disabledForeground': '#8b8b8b', 'editor-background': '#ffffff', 'panel-border': '#e5e5e5', 'widget-border': '#e5e5e5',
      'editorIndentGuide-background1': '#d3d3d3', 'testing-iconPassed': '#388a34', 'testing-iconFailed': '#f14c4c', 'charts-blue': '#0063d3', 'charts-yellow': '#bf8803', 'focusBorder': '#005fb8',
      'textLink-foreground': '#005fb8', 'textLink-activeForeground': '#005fb8', 'textPreformat-foreground': '#3b3b3b', 'badge-background': '#cccccc', 'badge-foreground': '#3b3b3b',
      'button-background': '#005fb8', 'button-foreground': '#ffffff', 'button-hoverBackground': '#0258a8', 'button-secondaryBackground': '#e5e5e5', 'button-secondaryForeground': '#3b3b3b', 'button-secondaryHoverBackground': '#cccccc',
      'inputValidation-warningBackground': '#f6f5d2',
    },
  },
  contrast: {
    bodyClass: 'vscode-high-contrast',
    variables: {
      ...FONT, 'foreground': '#ffffff', 'descriptionForeground': '#ffffff', 'disabledForeground': '#a5a5a5', 'editor-background': '#000000', 'panel-border': '#6fc3df', 'widget-border': '#6fc3df', 'contrastBorder': '#6fc3df',
      'editorIndentGuide-background1': '#555555', 'testing-iconPassed': '#73c991', 'testing-iconFailed': '#f14c4c', 'charts-blue': '#3794ff', 'charts-yellow': '#cca700', 'focusBorder': '#f38518',
      'textLink-foreground': '#21a6ff', 'textLink-activeForeground': '#21a6ff', 'textPreformat-foreground': '#ffffff', 'badge-background': '#000000', 'badge-foreground': '#ffffff',
      'button-background': '#000000', 'button-foreground': '#ffffff', 'button-hoverBackground': '#000000', 'button-border': '#6fc3df', 'button-secondaryBackground': '#000000', 'button-secondaryForeground': '#ffffff', 'button-secondaryHoverBackground': '#000000',
      'inputValidation-warningBackground': '#352a05',
    },
  },
};
