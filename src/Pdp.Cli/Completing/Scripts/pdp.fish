# Completion of pdp for fish. Put into ~/.config/fish/config.fish:  pdp completion fish | source
function __pdp_complete
    set -l line (commandline -cp)
    set -l length (string length -- "$line")
    pdp "[suggest:$length]" "$line" 2>/dev/null
end
complete -c pdp -a '(__pdp_complete)'
