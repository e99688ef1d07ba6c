using System.Text;
using Pdp.Cli.Output;
using Pdp.Engine.Requests;
using Pdp.Language.Values;

namespace Pdp.Cli.Diffing;

/// <summary>Counts changes by kind and by what made them. Memory is bounded, however many requests there are.</summary>
internal sealed class ChangeTally
{
    /// <summary>Most groups that are kept; changes of others are counted by their kind alone.</summary>
    public const int MostGroups = 1000;

    private readonly Dictionary<string, ChangeGroup> _groups = new(StringComparer.Ordinal);
    private readonly long[] _counts = new long[ChangeKinds.All.Count];
    private readonly long[] _leftOut = new long[ChangeKinds.All.Count];

    /// <summary>How many requests were answered twice.</summary>
    public long Requests { get; private set; }

    /// <summary>How many answers changed in any way.</summary>
    public long Changed => _counts.Sum();

    /// <summary>How many decisions are others.</summary>
    public long Decisions => ChangeKinds.All.Where(static kind => kind.IsDecision()).Sum(Count);

    /// <summary>How many changes of a kind there are.</summary>
    public long Count(ChangeKind kind) => _counts[(int)kind];

    /// <summary>How many of them are in no group.</summary>
    public long LeftOut(ChangeKind kind) => _leftOut[(int)kind];

    /// <summary>The groups of a kind, the largest first.</summary>
    public IEnumerable<ChangeGroup> Of(ChangeKind kind) => _groups.Values
        .Where(group => group.First.Kind == kind)
        .OrderByDescending(static group => group.Count).ThenBy(static group => group.Line);

    /// <summary>Counts a request.</summary>
    /// <param name="change">The change of its answer, or null.</param>
    /// <param name="line">Its line.</param>
    /// <param name="request">The request.</param>
    /// <param name="text">Its text.</param>
    /// <param name="origin">Where it is from; null: its line says it.</param>
    public void Add(Change? change, long line, Request request, ReadOnlySpan<byte> text, ChangeOrigin? origin = null)
    {
        Requests++;
        if (change is null) return;
        _counts[(int)change.Kind]++;
        var key = change.Key;
        if (_groups.TryGetValue(key, out var group)) group.Count++;
        else if (_groups.Count < MostGroups) _groups.Add(key, new ChangeGroup(change, line, request, ChangeGroup.Kept(text)) { Count = 1, Origin = origin });
        else _leftOut[(int)change.Kind]++;
    }
}

/// <summary>Changes of one kind that the same rules made.</summary>
/// <param name="first">The first of them.</param>
/// <param name="line">The line of its request.</param>
/// <param name="request">Its request.</param>
/// <param name="text">The text of the request; null when it is long.</param>
internal sealed class ChangeGroup(Change first, long line, Request request, string? text)
{
    private const int LongestKept = 16 * 1024;

    /// <summary>The first of them.</summary>
    public Change First => first;

    /// <summary>The line of its request.</summary>
    public long Line => line;

    /// <summary>Where that request is from; null: its line says it.</summary>
    public ChangeOrigin? Origin { get; init; }

    /// <summary>Who wants what, of that request.</summary>
    public string Subject { get; } =
        $"{Printable.Unquoted(request.Subject.Type)} {Printable.Quoted(request.Subject.Id)}, action {Printable.Quoted(request.Action.Name)}, "
        + $"{Printable.Unquoted(request.Resource.Type)} {Printable.Quoted(request.Resource.Id)}";

    /// <summary>The request, as it stands in the file; null when it is too long to be kept.</summary>
    public string? Text => text;

    /// <summary>How many there are.</summary>
    public long Count { get; set; }

    /// <summary>A request's text, unless it is too long to be kept.</summary>
    public static string? Kept(ReadOnlySpan<byte> text) => text.Length > LongestKept ? null : Encoding.UTF8.GetString(text);
}

/// <summary>Where a request is from.</summary>
/// <param name="Words">In words.</param>
/// <param name="Now">The time at which it was decided.</param>
internal sealed record ChangeOrigin(string Words, Timestamp Now);
