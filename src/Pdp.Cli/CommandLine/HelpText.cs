using System.CommandLine;
using System.Globalization;
using System.Text;
using Pdp.Cli.Output;
using Pdp.Server;

namespace Pdp.Cli.CommandLine;

/// <summary>
/// The help of a command: what it does, how to call it, arguments and options, examples, exit codes. Written by hand
/// because the examples and exit codes are what people look for, and they belong to it.
/// </summary>
internal static class HelpText
{
    /// <summary>The server's command, whose examples and exit codes the server tells.</summary>
    public const string ServeCommandName = "serve";

    private const int Indent = 2;
    private const int Gap = 2;
    private const int WidestName = 30;

    /// <summary>Writes the help of a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="writer">Where to.</param>
    /// <param name="width">Columns.</param>
    public static void Write(Command command, TextWriter writer, int width)
    {
        foreach (var line in WordWrap.Lines(command.Description ?? "", width)) writer.WriteLine(line);
        Section(writer, "Usage");
        writer.WriteLine($"  {Usage(command)}");
        Rows(writer, "Commands", command.Subcommands.Where(static c => !c.Hidden).Select(Row), width);
        Rows(writer, "Arguments", command.Arguments.Where(static a => !a.Hidden).Select(Row), width);
        Rows(writer, "Options", Options(command).Select(Row), width);
        Examples(command, writer, width);
        Rows(writer, "Exit codes", Codes(command), width);
        if (command.Subcommands.Count > 0)
        {
            writer.WriteLine();
            writer.WriteLine($"`{string.Join(' ', Path(command).Select(NameOf))} COMMAND --help` tells more about a command.");
        }
    }

    private static string Usage(Command command)
    {
        var text = new StringBuilder(string.Join(' ', Path(command).Select(NameOf)));
        if (command.Subcommands.Count > 0) text.Append(" COMMAND");
        foreach (var argument in command.Arguments)
        {
            text.Append(' ').Append(argument.Arity.MinimumNumberOfValues == 0 ? $"[{argument.Name}]" : argument.Name);
        }

        foreach (var option in command.Options.Where(static o => o.Required))
        {
            text.Append(' ').Append(option.Name).Append(' ').Append(option.HelpName);
        }

        return text.Append(" [OPTIONS]").ToString();
    }

    /// <summary>The commands that lead to one, from the root on, and it.</summary>
    internal static IEnumerable<Command> Path(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? Path(parent).Append(command) : [command];

    // The library names a root command after the running executable, which in a test is another.
    internal static string NameOf(Command command) => command is RootCommand ? "pdp" : command.Name;

    private static IEnumerable<Option> Options(Command command) => command.Options
        .Concat(Path(command).SkipLast(1).SelectMany(static p => p.Options).Where(static o => o.Recursive))
        .Where(static o => !o.Hidden);

    private static (string, string) Row(Command command) => (command.Name, FirstSentence(command.Description ?? ""));

    private static (string, string) Row(Argument argument) => (argument.Name, argument.Description ?? "");

    private static (string, string) Row(Option option)
    {
        var names = option.Aliases.Order(StringComparer.Ordinal).Prepend(option.Name)
            .OrderBy(static name => name.Length);
        var value = option.Arity.MaximumNumberOfValues == 0 || option.HelpName is null ? "" : $" {option.HelpName}";
        return (string.Join(", ", names) + value, (option.Description ?? "") + (option.Required ? " (required)" : ""));
    }

    private static IEnumerable<(string, string)> Codes(Command command)
    {
        var codes = command switch
        {
            CliCommand cli => cli.Codes,
            RootCommand => ExitCodeHelp.All,
            { Name: ServeCommandName } => ServerExitCodes.All,
            _ => [],
        };
        return codes.Select(static c => (c.Code.ToString(CultureInfo.InvariantCulture), c.Meaning));
    }

    private static void Examples(Command command, TextWriter writer, int width)
    {
        IReadOnlyList<Example> examples = command switch
        {
            CliCommand cli => cli.Examples,
            { Name: ServeCommandName } =>
                [.. PdpServerCommand.Examples.Select(static e => new Example($"pdp serve {e.Arguments}".TrimEnd(), e.Meaning))],
            _ => [],
        };
        if (examples.Count == 0) return;
        Section(writer, "Examples");
        foreach (var example in examples)
        {
            writer.WriteLine($"  {example.Line}");
            foreach (var line in WordWrap.Lines(example.Meaning, width - 6)) writer.WriteLine($"      {line}");
        }
    }

    private static void Rows(TextWriter writer, string title, IEnumerable<(string Name, string Text)> source, int width)
    {
        (string Name, string Text)[] rows = [.. source];
        if (rows.Length == 0) return;
        Section(writer, title);
        var column = rows.Max(static r => r.Name.Length <= WidestName ? r.Name.Length : 0) + Indent + Gap;
        foreach (var (name, text) in rows)
        {
            writer.Write(new string(' ', Indent));
            writer.Write(name);
            var used = Indent + name.Length;
            if (used + Gap > column)
            {
                writer.WriteLine();
                used = 0;
            }

            foreach (var line in WordWrap.Lines(text, Math.Max(20, width - column)))
            {
                writer.Write(new string(' ', column - used));
                writer.WriteLine(line);
                used = 0;
            }
        }
    }

    private static void Section(TextWriter writer, string title)
    {
        writer.WriteLine();
        writer.WriteLine($"{title}:");
    }

    private static string FirstSentence(string text)
    {
        var end = text.IndexOf(". ", StringComparison.Ordinal);
        return end < 0 ? text.TrimEnd('.') : text[..end];
    }
}
