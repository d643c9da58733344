// Tabs by https://www.w3.org/WAI/ARIA/apg/patterns/tabs/; the next picture's page begins with the last one.
const tabs = [...document.querySelectorAll('[role="tab"]')]
const MOVES = { ArrowLeft: (at) => at - 1, ArrowRight: (at) => (at + 1) % tabs.length, Home: () => 0, End: () => -1 }

function choose(chosen) {
  for (const tab of tabs) {
    const isChosen = tab === chosen
    tab.ariaSelected = isChosen
    tab.tabIndex = isChosen ? 0 : -1
    document.getElementById(tab.getAttribute('aria-controls')).hidden = !isChosen
  }
}

for (const [index, tab] of tabs.entries()) {
  tab.addEventListener('click', () => {
    choose(tab)
    try {
      localStorage.setItem('tab', tab.id)
    } catch {} // it is blocked
  })
  tab.addEventListener('keydown', (event) => {
    if (!(event.key in MOVES)) return
    event.preventDefault()
    const next = tabs.at(MOVES[event.key](index))
    next.focus()
    next.click()
  })
}

try {
  const last = document.getElementById(localStorage.getItem('tab'))
  if (tabs.includes(last)) choose(last)
} catch {} // it is blocked
