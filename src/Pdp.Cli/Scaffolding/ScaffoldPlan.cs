using System.Buffers;

namespace Pdp.Cli.Scaffolding;

/// <summary>What a new folder of policies is to be about.</summary>
internal sealed record ScaffoldPlan
{
    /// <summary>The name of the bundle.</summary>
    public required string Name { get; init; }

    /// <summary>The type of those who ask.</summary>
    public required string Subject { get; init; }

    /// <summary>The type of what is asked about.</summary>
    public required string Resource { get; init; }

    /// <summary>What can be done with it; the first is what others than the owner may be allowed.</summary>
    public required IReadOnlyList<string> Actions { get; init; }

    /// <summary>Whose pipelines check the policies.</summary>
    public required Pipelines Pipelines { get; init; }

    /// <summary>Whether git checks the policies before a commit.</summary>
    public required bool HasHook { get; init; }

    private static readonly SearchValues<char> _nameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-");

    /// <summary>Whether a word can be a name in the files: of a bundle, a type, an action.</summary>
    public static bool IsName(string word) =>
        word.Length is > 0 and <= 64 && char.IsAsciiLetter(word[0]) && !word.AsSpan().ContainsAnyExcept(_nameCharacters);

    /// <summary>A name for the bundle, made of a folder's.</summary>
    public static string NameOf(string directory)
    {
        var folder = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory)));
        var name = string.Concat(folder.Select(static c => _nameCharacters.Contains(c) ? c : '-')).TrimStart('-', '_');
        return IsName(name) ? name : "policies";
    }
}

/// <summary>Whose pipelines there are.</summary>
[Flags]
internal enum Pipelines
{
    None = 0,
    GitHub = 1,
    GitLab = 2,
}
