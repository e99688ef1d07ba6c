using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Reflection;
using Pdp.Cli.Hosting;

namespace Pdp.Cli.CommandLine;

/// <summary><c>--help</c>.</summary>
internal sealed class HelpCommandLineAction(CliHost host) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        HelpText.Write(parseResult.CommandResult.Command, host.Out, host.Width());
        return ExitCodes.Ok;
    }

    /// <summary>The option that asks for it.</summary>
    public static Option Option(CliHost host) =>
        new HelpOption("--help", "-h")
        {
            Description = "show this help",
            Action = new HelpCommandLineAction(host),
        };
}

/// <summary><c>--version</c>.</summary>
internal sealed class VersionCommandLineAction(CliHost host) : SynchronousCommandLineAction
{
    /// <summary>The version that was built, without the commit that builds append.</summary>
    public static string Version { get; } =
        typeof(VersionCommandLineAction).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!
            .InformationalVersion.Split('+')[0];

    public override int Invoke(ParseResult parseResult)
    {
        host.Out.WriteLine($"pdp {Version}");
        return ExitCodes.Ok;
    }

    /// <summary>The option that asks for it.</summary>
    public static Option Option(CliHost host) =>
        new VersionOption
        {
            Description = "show the version",
            Action = new VersionCommandLineAction(host),
        };
}
