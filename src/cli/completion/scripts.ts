/**
 * What completes command lines, by shell. Each script hands the words up to the cursor to `migraph __complete`, and shows
 * what that answers: a candidate a line, with a tab and what it is behind it; or `::file`, `::directory` for paths.
 */
export const SCRIPTS: Readonly<Record<string, string>> = {
  // Readline takes : = and @ for ends of words, and wants of a candidate what stands behind the last of them.
  bash: `# bash completion for migraph
_migraph() {
  local line word breaks prefix reply candidate character
  local -a words
  COMPREPLY=()
  line=\${COMP_LINE:0:COMP_POINT}
  read -ra words <<<"$line"
  [[ $line == *[[:space:]] ]] && words+=("")
  while [[ \${#words[@]} -gt 1 && \${words[0]} != "$1" ]]; do words=("\${words[@]:1}"); done
  word=\${words[\${#words[@]}-1]}
  breaks=
  for character in : = @; do
    [[ $COMP_WORDBREAKS == *"$character"* ]] && breaks+=$character
  done
  prefix=
  [[ -n $breaks ]] && prefix=\${word%"\${word##*[$breaks]}"}
  while IFS= read -r reply; do
    candidate=\${reply%%$'\\t'*}
    case $candidate in
      ::file) compopt -o default 2>/dev/null ;;
      ::directory) compopt -o dirnames 2>/dev/null ;;
      *) COMPREPLY+=("\${candidate#"$prefix"}") ;;
    esac
  done < <("\${1/#\\~/$HOME}" __complete -- "\${words[@]:1}" 2>/dev/null)
}
complete -F _migraph migraph
`,
  // The same text serves as a file in $fpath, where calling the function loads it, and for source.
  zsh: `#compdef migraph
_migraph() {
  local line
  local -a lines candidates descriptions
  lines=("\${(@f)$("\${(Q)words[1]}" __complete -- "\${(@Q)words[2,CURRENT-1]}" "$PREFIX" 2>/dev/null)}")
  case $lines[1] in
    ::file) _files; return ;;
    ::directory) _files -/; return ;;
  esac
  for line in $lines; do
    candidates+=("\${line%%$'\\t'*}")
    descriptions+=("\${line%%$'\\t'*}  \${line#*$'\\t'}")
  done
  (( $#candidates )) && compadd -l -V migraph -d descriptions -a candidates
}
if [[ $funcstack[1] == _migraph ]]; then
  _migraph "$@"
else
  compdef _migraph migraph
fi
`,
  fish: `# fish completion for migraph
function __migraph_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l lines ($words[1] __complete -- $words[2..-1] "$current" 2>/dev/null)
    switch "$lines[1]"
        case ::file
            __fish_complete_path "$current"
        case ::directory
            __fish_complete_directories "$current"
        case '*'
            printf '%s\\n' $lines
    end
end
complete -c migraph -f -k -a '(__migraph_complete)'
`,
};
