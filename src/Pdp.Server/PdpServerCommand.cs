using System.CommandLine;
using Pdp.Server.Hosting;
using Pdp.Server.Settings;

namespace Pdp.Server;

/// <summary>The server's command line, shared by its own executable and by <c>pdp serve</c>.</summary>
public static class PdpServerCommand
{
    /// <summary>Command lines worth trying, after the command's name, each with what it does.</summary>
    public static IReadOnlyList<(string Arguments, string Meaning)> Examples { get; } =
    [
        ("", "serve the folder policies on 127.0.0.1:50051 (gRPC) and 127.0.0.1:8080 (HTTP)"),
        ("--policies /etc/pdp/policies --grpc unix:/run/pdp/pdp.sock", "serve another folder, to processes of this machine"),
        ("--grpc 0.0.0.0:50051 --insecure-plaintext", "let other machines connect without encryption, in a network you trust"),
    ];

    /// <summary>A command that runs the server until it is told to stop; its action returns one of <see cref="ServerExitCodes"/>.</summary>
    /// <param name="name">The command's name.</param>
    public static Command Create(string name)
    {
        var command = new Command(
            name,
            "Serves decisions by the policies of a folder. "
            + "Every option can also be given in the environment (--max-batch-items as PDP__MAX_BATCH_ITEMS) and in "
            + "appsettings.json of the current folder (as MaxBatchItems, at the root or below Pdp); the command line comes "
            + "before the environment, and that before the file.");
        var options = new List<(Setting Setting, Option Option)>();
        foreach (var setting in AllSettings.Table)
        {
            Option option = setting.HelpName is null
                ? new Option<bool>(setting.Option) { Description = setting.Description }
                : new Option<string>(setting.Option) { Description = setting.Description, HelpName = setting.HelpName };
            command.Options.Add(option);
            options.Add((setting, option));
        }

        command.SetAction((result, cancellation) => new ServerRun(result.InvocationConfiguration.Error).RunAsync(
            SettingsFile.Read(Directory.GetCurrentDirectory()), Environment.GetEnvironmentVariables(), Given(result, options), cancellation));
        return command;
    }

    private static List<(Setting, string)> Given(ParseResult result, List<(Setting Setting, Option Option)> options)
    {
        var given = new List<(Setting, string)>();
        foreach (var (setting, option) in options)
        {
            if (result.GetResult(option) is not { Implicit: false }) continue;
            given.Add((setting, option is Option<bool> flag
                ? result.GetValue(flag) ? "true" : "false"
                : result.GetValue((Option<string>)option) ?? ""));
        }

        return given;
    }
}
