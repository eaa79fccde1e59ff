import js from "@eslint/js";
import jsxA11y from "eslint-plugin-jsx-a11y";
import reactHooks from "eslint-plugin-react-hooks";
import globals from "globals";
import tseslint from "typescript-eslint";

export default tseslint.config(
    { ignores: ["dist", "node_modules", "src/api/__generated__"] },
    js.configs.recommended,
    {
        files: ["**/*.{ts,tsx}"],
        extends: [
            ...tseslint.configs.strictTypeChecked,
            ...tseslint.configs.stylisticTypeChecked,
            reactHooks.configs.flat["recommended-latest"],
            jsxA11y.flatConfigs.strict,
        ],
        languageOptions: { globals: globals.browser, parserOptions: { projectService: true } },
        rules: {
            "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
            "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
            "@typescript-eslint/dot-notation": ["error", { allowIndexSignaturePropertyAccess: true }],
            // A leading underscore names what is taken out of an object so that the rest is left.
            "@typescript-eslint/no-unused-vars": ["error", { varsIgnorePattern: "^_", argsIgnorePattern: "^_" }],
            // The router ends a loader by throwing a redirect, which is not an Error.
            "@typescript-eslint/only-throw-error": "off",
            // A component that is longer does two things.
            "max-lines-per-function": ["error", { max: 120, skipComments: true }],
            "no-restricted-syntax": [
                "error",
                {
                    selector: "ExportAllDeclaration",
                    message: "No barrel files: import from the file that declares it.",
                },
                {
                    selector: "JSXAttribute[name.name='dangerouslySetInnerHTML']",
                    message: "What callers and functions said is text, never markup.",
                },
            ],
        },
    },
    {
        // Only a route's own component is a default export, because lazy routes are loaded by it.
        files: ["src/**/*.{ts,tsx}"],
        ignores: ["src/**/*Page.tsx"],
        rules: {
            "no-restricted-exports": ["error", { restrictDefaultExports: { direct: true, named: true } }],
        },
    },
    // A group of tests is one function, however many there are.
    { files: ["**/*.test.{ts,tsx}"], rules: { "max-lines-per-function": "off" } },
    { files: ["public/**"], languageOptions: { globals: globals.browser, sourceType: "script" } },
    { files: ["*.js", "scripts/**"], languageOptions: { globals: globals.node } },
    // Journeys run in Node, and hand functions to the browser.
    { files: ["e2e/**"], languageOptions: { globals: { ...globals.node, ...globals.browser } } },
);
