using System.Collections.Immutable;
using Pdp.Docs.Tests.Markdown;

namespace Pdp.Docs.Tests.Consoles;

/// <summary>A command of a <c>console</c> block and the output shown below it.</summary>
internal sealed record ConsoleCommand(string Page, int Line, string Command, string Output)
{
    /// <summary>
    /// The commands of a block: a line that starts with <c>$ </c>, with the lines that a backslash at its end or an open
    /// quote carries on.
    /// </summary>
    public static ImmutableArray<ConsoleCommand> Read(Block block)
    {
        var lines = block.Text.Split('\n');
        var commands = ImmutableArray.CreateBuilder<ConsoleCommand>();
        for (var i = 0; i < lines.Length;)
        {
            if (!lines[i].StartsWith("$ ", StringComparison.Ordinal))
                throw new InvalidDataException($"{block.Page}:{block.Line + 1 + i}: a console block starts with a command");
            var line = block.Line + 1 + i;
            var command = lines[i++][2..];
            while (i < lines.Length && IsOpen(command)) command += "\n" + lines[i++];
            var output = i;
            while (i < lines.Length && !lines[i].StartsWith("$ ", StringComparison.Ordinal)) i++;
            commands.Add(new ConsoleCommand(block.Page, line, command, string.Join('\n', lines[output..i])));
        }

        return commands.ToImmutable();
    }

    /// <summary>Whether the command goes on in the next line.</summary>
    private static bool IsOpen(string command) => command.EndsWith('\\') || command.Count(c => c == '\'') % 2 == 1;
}
