/**
 * What a shell needs: it asks `epochd complete`, and gets a candidate a line with a tab before what it is about, and `:files` where
 * files may stand. They work when they are sourced again, expand nothing that was typed, and need nothing but the shell.
 */

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/** @param words how this program is called where no `epochd` is on the PATH: `node /…/cli/bin.mjs` */
export function scriptFor(shell: Shell, words: readonly string[]): string {
  const quoted = words.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
  return SCRIPTS[shell].replaceAll('PROGRAM', () => (shell === 'fish' ? quoted.replaceAll(`'\\''`, `\\'`) : quoted));
}

const BASH = `# Completion of epochd for bash.
_epochd() {
    local line file
    local -a program=(epochd)
    type -P epochd >/dev/null || program=(PROGRAM)
    COMPREPLY=()
    while IFS= read -r line; do
        if [[ $line == :files ]]; then
            while IFS= read -r file; do COMPREPLY+=("$file"); done < <(compgen -f -- "\${COMP_WORDS[COMP_CWORD]}")
            type compopt >/dev/null 2>&1 && compopt -o filenames
        else
            COMPREPLY+=("\${line%%$'\\t'*}")
        fi
    done < <("\${program[@]}" complete --line -- "\${COMP_LINE:0:COMP_POINT}" "$COMP_WORDBREAKS" 2>/dev/null)
}
complete -F _epochd epochd
`;

const ZSH = `#compdef epochd
# Completion of epochd for zsh.
_epochd() {
    local line files
    local -a program names
    program=(epochd)
    (( $+commands[epochd] )) || program=(PROGRAM)
    while IFS= read -r line; do
        if [[ $line == :files ]]; then
            files=yes
        else
            line=\${line//:/\\\\:}
            names+=("\${line/$'\\t'/:}")
        fi
    done < <("\${program[@]}" complete -- "\${(@Q)words[2,CURRENT-1]}" "\${(Q)PREFIX}" 2>/dev/null)
    (( $#names )) && _describe epochd names
    [[ -n $files ]] && _files
}
if [[ \${funcstack[1]} == _epochd ]]; then
    _epochd "$@"
else
    (( $+functions[compdef] )) || { autoload -Uz compinit && compinit -i }
    compdef _epochd epochd
fi
`;

const FISH = `# Completion of epochd for fish.
function __epochd_complete
    set -l program epochd
    type -q epochd; or set program PROGRAM
    set -l before (commandline -opc)
    set -e before[1]
    set -l typed (commandline -ct)
    for line in ($program complete -- $before "$typed" 2>/dev/null)
        if test "$line" = :files
            __fish_complete_path "$typed"
        else
            printf '%s\\n' $line
        end
    end
end
complete -c epochd -e
complete -c epochd -f -a '(__epochd_complete)'
`;

const SCRIPTS: Readonly<Record<Shell, string>> = { bash: BASH, zsh: ZSH, fish: FISH };
