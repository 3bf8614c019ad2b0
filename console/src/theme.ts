import { createTheme, type MantineColorsTuple } from '@mantine/core';

const tide: MantineColorsTuple = [
  '#e9f5f5', '#d5eaea', '#abd4d6', '#7fbdc1', '#5aa8ae', '#3f979e', '#2b848c', '#1c6f77', '#125a61', '#0b4046',
];
const gray: MantineColorsTuple = [
  '#f6f8f8', '#eef1f1', '#e2e7e7', '#d2d9d9', '#b7c1c2', '#93a0a2', '#6d7b7e', '#536164', '#394649', '#212b2d',
];
const dark: MantineColorsTuple = [
  '#d5dddd', '#adb9bb', '#889699', '#5f6e71', '#3a474a', '#2b3538', '#1f282a', '#171f21', '#11181a', '#0b1012',
];

/** One accent, quiet greys that lean to it, small radii, and a face with tabular figures. */
export const theme = createTheme({
  primaryColor: 'tide',
  primaryShade: { light: 7, dark: 5 },
  colors: { tide, gray, dark },
  autoContrast: true,
  luminanceThreshold: 0.36,
  defaultRadius: 6,
  fontFamily: "'Hanken Grotesk Variable', system-ui, -apple-system, 'Segoe UI', sans-serif",
  fontFamilyMonospace: "ui-monospace, 'SF Mono', 'DejaVu Sans Mono', Menlo, monospace",
  headings: { fontWeight: '620', sizes: { h1: { fontSize: '1.5rem', lineHeight: '1.25' }, h2: { fontSize: '1.125rem' }, h3: { fontSize: '1rem' } } },
  fontSizes: { xs: '0.75rem', sm: '0.84rem', md: '0.94rem', lg: '1.06rem', xl: '1.2rem' },
  cursorType: 'pointer',
  focusRing: 'auto',
  components: {
    Button: { defaultProps: { size: 'sm' } },
    // Hints below the inputs: side by side, inputs stand on one line whether they have a hint or not.
    InputWrapper: { defaultProps: { inputWrapperOrder: ['label', 'input', 'description', 'error'] } },
    Modal: { defaultProps: { centered: true, overlayProps: { backgroundOpacity: 0.45 } } },
    Drawer: { defaultProps: { position: 'right', size: 460, overlayProps: { backgroundOpacity: 0.35 } } },
    Tooltip: { defaultProps: { openDelay: 350, withArrow: true } },
    Select: { defaultProps: { comboboxProps: { shadow: 'md' } } },
    MultiSelect: { defaultProps: { comboboxProps: { shadow: 'md' } } },
    Badge: { defaultProps: { radius: 'sm' }, styles: { label: { textTransform: 'none', fontWeight: 560, letterSpacing: 0 } } },
    Paper: { defaultProps: { withBorder: true } },
  },
});
