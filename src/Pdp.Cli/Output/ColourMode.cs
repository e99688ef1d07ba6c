using Pdp.Cli.Hosting;

namespace Pdp.Cli.Output;

/// <summary>Whether output is coloured.</summary>
internal enum ColourMode
{
    /// <summary>On a terminal, unless <c>NO_COLOR</c> is set or the terminal is dumb.</summary>
    Auto,

    /// <summary>Also in a pipe or file.</summary>
    Always,

    /// <summary>Nowhere.</summary>
    Never,
}

/// <summary>Decides about colours.</summary>
internal static class Colours
{
    /// <summary>Whether a stream is coloured; <c>NO_COLOR</c> as no-color.org has it: present and not empty.</summary>
    public static bool Wanted(CliHost host, ColourMode mode, bool isTerminal) => mode switch
    {
        ColourMode.Always => true,
        ColourMode.Never => false,
        _ => isTerminal && string.IsNullOrEmpty(host.Variable("NO_COLOR")) && host.Variable("TERM") is not "dumb",
    };
}
