import type { DashboardEditor } from './editor.svelte.ts'

/** Save, undo and redo while a dashboard is edited; typing keeps its own undo. */
export function editorKeys(event: KeyboardEvent, editor: DashboardEditor, save: () => void): void {
  if (!editor.editing || !(event.metaKey || event.ctrlKey)) return
  const typing = event.target instanceof HTMLElement && event.target.closest('input, textarea, [contenteditable="true"]')
  const key = event.key.toLowerCase()
  if (key === 's') {
    event.preventDefault()
    save()
  } else if (key === 'z' && !typing) {
    event.preventDefault()
    if (event.shiftKey) editor.redo()
    else editor.undo()
  } else if (key === 'y' && !typing) {
    event.preventDefault()
    editor.redo()
  }
}
