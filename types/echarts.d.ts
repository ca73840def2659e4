/**
 * What is used of echarts, whose own declarations need the types of browsers.
 * @module
 */
export interface Chart {
  setOption(option: object): void;
  renderToSVGString(): string;
  dispose(): void;
}

export declare function init(
  element: null,
  theme: null,
  options: { readonly renderer: "svg"; readonly ssr: true; readonly width: number; readonly height: number },
): Chart;
