using Pdp.Cli.Hosting;
using Pdp.Cli.Loading;

namespace Pdp.Cli.Checking;

/// <summary>Where requests are read from.</summary>
internal static class RequestInput
{
    /// <summary>Opens the file named, or standard input.</summary>
    /// <exception cref="CliFailureException">It cannot be opened, or nobody has named one and a person sits at the terminal.</exception>
    public static Stream Open(CliHost host, string? path)
    {
        if (path is not null and not "-") return NamedFile.OpenRead(path);
        if (path is null && host.InputIsTerminal)
        {
            throw new CliFailureException(
                ExitCodes.BadInput, "expected requests, got none",
                "give `--requests FILE`, pipe them in, or type them after `--requests -`");
        }

        return host.Input;
    }
}
