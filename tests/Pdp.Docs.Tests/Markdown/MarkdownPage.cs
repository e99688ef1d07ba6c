using System.Collections.Immutable;
using System.Text;
using Pdp.TestKit.Peers;

namespace Pdp.Docs.Tests.Markdown;

/// <summary>What the tests read of a page: its fenced blocks, its tables and its text.</summary>
internal sealed record MarkdownPage(
    string Path, string Text, ImmutableArray<Block> Blocks, ImmutableArray<Table> Tables)
{
    /// <summary>Reads a page of the checkout; the path is below its root, with forward slashes.</summary>
    public static MarkdownPage Read(string path)
    {
        var text = File.ReadAllText(Repository.PathOf(path.Split('/')));
        var lines = text.Split('\n');
        var blocks = ImmutableArray.CreateBuilder<Block>();
        var tables = ImmutableArray.CreateBuilder<Table>();
        for (var i = 0; i < lines.Length; i++)
        {
            if (Fence(lines[i]) is { } fence)
            {
                var end = Array.FindIndex(lines, i + 1, line => line.Trim() == fence);
                if (end < 0) throw new InvalidDataException($"{path}:{i + 1}: the block has no end");
                var info = lines[i].Trim()[fence.Length..].Trim();
                blocks.Add(new Block(path, i + 1, info, string.Join('\n', lines[(i + 1)..end])));
                i = end;
            }
            else if (IsRow(lines[i]) && i + 1 < lines.Length && IsRow(lines[i + 1]) && IsRule(lines[i + 1]))
            {
                var start = i;
                i += 2;
                var rows = ImmutableArray.CreateBuilder<TableRow>();
                for (; i < lines.Length && IsRow(lines[i]); i++) rows.Add(new TableRow(path, i + 1, Cells(lines[i])));
                i--;
                tables.Add(new Table(path, start + 1, Cells(lines[start]), rows.ToImmutable()));
            }
        }

        return new MarkdownPage(path, text, blocks.ToImmutable(), tables.ToImmutable());
    }

    /// <summary>The pages of the documentation and the README.</summary>
    public static ImmutableArray<string> All { get; } =
    [
        "README.md",
        .. Directory.GetFiles(Repository.PathOf("docs"), "*.md")
            .Select(file => "docs/" + System.IO.Path.GetFileName(file)).Order(StringComparer.Ordinal),
    ];

    private static string? Fence(string line)
    {
        var trimmed = line.Trim();
        var ticks = trimmed.TakeWhile(c => c == '`').Count();
        return ticks >= 3 ? new string('`', ticks) : null;
    }

    private static bool IsRow(string line) => line.StartsWith('|');

    private static bool IsRule(string line) => line.All(c => c is '|' or '-' or ':' or ' ');

    /// <summary>The cells of a row; <c>\|</c> is a bar within a cell.</summary>
    private static ImmutableArray<string> Cells(string line)
    {
        var cells = ImmutableArray.CreateBuilder<string>();
        var cell = new StringBuilder();
        for (var i = 1; i < line.Length; i++)
        {
            if (line[i] == '\\' && i + 1 < line.Length && line[i + 1] == '|')
            {
                cell.Append('|');
                i++;
            }
            else if (line[i] == '|')
            {
                cells.Add(cell.ToString().Trim());
                cell.Clear();
            }
            else
            {
                cell.Append(line[i]);
            }
        }

        return cells.ToImmutable();
    }
}

/// <summary>A fenced block.</summary>
internal sealed record Block(string Page, int Line, string Info, string Text)
{
    /// <summary>The first word of the info string: the language.</summary>
    public string Language => Info.Split(' ')[0];

    /// <summary>Whether the info string has a word besides the language.</summary>
    public bool Is(string word) => Info.Split(' ').Skip(1).Contains(word, StringComparer.Ordinal);

    /// <summary>What the info string says as <c>name=value</c>, or null.</summary>
    public string? Option(string name) => Info.Split(' ').Skip(1)
        .FirstOrDefault(word => word.StartsWith(name + "=", StringComparison.Ordinal))?[(name.Length + 1)..];

    /// <summary>Where the block stands, for messages.</summary>
    public override string ToString() => $"{Page}:{Line}";
}

/// <summary>A table.</summary>
internal sealed record Table(string Page, int Line, ImmutableArray<string> Header, ImmutableArray<TableRow> Rows)
{
    /// <summary>The index of a column, or -1.</summary>
    public int Column(string name) => Header.IndexOf(name);
}

/// <summary>A row of a table.</summary>
internal sealed record TableRow(string Page, int Line, ImmutableArray<string> Cells)
{
    /// <summary>A cell without the backquotes around its code.</summary>
    public string Code(int column)
    {
        var cell = Cells[column];
        var ticks = cell.TakeWhile(c => c == '`').Count();
        if (ticks == 0 || cell.Length < 2 * ticks) return cell;
        var code = cell[ticks..^ticks];
        return ticks > 1 ? code.Trim() : code;
    }

    /// <summary>Where the row stands, for messages.</summary>
    public override string ToString() => $"{Page}:{Line}";
}
