# Completion of pdp for bash. Put into ~/.bashrc:  source <(pdp completion bash)
_pdp() {
    local cur=${COMP_WORDS[COMP_CWORD]} line=${COMP_LINE:0:COMP_POINT} word
    COMPREPLY=()
    while IFS= read -r word; do
        # Options are offered once a dash is typed; before it, commands, values and (by default) files are meant.
        [[ $word == -* && $cur != -* ]] && continue
        [[ $word == "$cur"* ]] && COMPREPLY+=("$word")
    done < <("${COMP_WORDS[0]}" "[suggest:${#line}]" "$line" 2>/dev/null)
}
complete -o default -F _pdp pdp
