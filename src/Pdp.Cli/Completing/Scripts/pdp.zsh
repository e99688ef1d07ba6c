#compdef pdp
# Completion of pdp for zsh. Put into ~/.zshrc, after compinit:  source <(pdp completion zsh)
_pdp() {
    local line="${BUFFER[1,CURSOR]}" word
    local -a found
    for word in "${(@f)$("${words[1]}" "[suggest:${#line}]" "$line" 2>/dev/null)}"; do
        # Options are offered once a dash is typed; before it, commands, values and files are meant.
        [[ -z "$word" || ( "$word" == -* && "$PREFIX" != -* ) ]] && continue
        found+=("$word")
    done
    compadd -a found || _files
}
compdef _pdp pdp
