/** Rows (or columns) of a scrolling pane of which only those in sight exist. */
import { elementScroll, observeElementOffset, observeElementRect, Virtualizer, type VirtualItem } from '@tanstack/virtual-core'

export interface VirtualOptions {
  count: number
  size: (index: number) => number
  horizontal?: boolean
  overscan?: number
  /** Space of a sticky header or first column. */
  padding?: number
}

export class Virtual {
  items = $state.raw<VirtualItem[]>([])
  total = $state(0)
  #virtualizer: Virtualizer<HTMLElement, HTMLElement> | undefined

  /** Call while a component is set up. `pane` is the element that scrolls. */
  constructor(pane: () => HTMLElement | undefined, options: () => VirtualOptions) {
    $effect(() => {
      const element = pane()
      if (!element) return
      const virtualizer = new Virtualizer<HTMLElement, HTMLElement>({
        count: 0,
        estimateSize: () => 32,
        getScrollElement: () => element,
        observeElementRect,
        observeElementOffset,
        scrollToFn: elementScroll,
        horizontal: options().horizontal,
        onChange: () => this.#read(),
      })
      this.#virtualizer = virtualizer
      const unmount = virtualizer._didMount()
      $effect(() => {
        const { count, size, overscan = 8, padding = 0 } = options()
        // Sizes are read here so that a change of one of them is seen.
        for (let index = 0; index < Math.min(count, 2000); index++) size(index)
        virtualizer.setOptions({
          ...virtualizer.options,
          count,
          estimateSize: size,
          overscan,
          paddingStart: padding,
          scrollPaddingStart: padding,
        })
        virtualizer.measure()
        virtualizer._willUpdate()
        this.#read()
      })
      return unmount
    })
  }

  scrollTo(index: number): void {
    this.#virtualizer?.scrollToIndex(index, { align: 'auto' })
  }

  #read(): void {
    if (!this.#virtualizer) return
    this.items = this.#virtualizer.getVirtualItems()
    this.total = this.#virtualizer.getTotalSize()
  }
}
