using System.Globalization;

namespace Pdp.Engine.Sources;

/// <summary>Where something stands in the policy files.</summary>
/// <remarks>
/// A large folder has hundreds of thousands of places, and nearly none is ever told: a pointer is put together when it is asked
/// for, from a beginning that siblings share.
/// </remarks>
public readonly struct SourceLocation : IEquatable<SourceLocation>
{
    private readonly string? _beginning;
    private readonly string? _member;

    // the element's position and one more; 0: none
    private readonly int _element;

    /// <summary>A place.</summary>
    /// <param name="file">Path of the file below the policy root, with forward slashes; a name of the host's choice otherwise.</param>
    /// <param name="pointer">JSON pointer (RFC 6901) to the member; empty for the document itself.</param>
    public SourceLocation(string file, string pointer)
        : this(file, pointer, 0, null)
    {
    }

    private SourceLocation(string file, string? beginning, int element, string? member)
    {
        File = file;
        _beginning = beginning;
        _element = element;
        _member = member;
    }

    /// <summary>Path of the file below the policy root, with forward slashes; a name of the host's choice otherwise.</summary>
    public string File { get; }

    /// <summary>JSON pointer (RFC 6901) to the member; empty for the document itself.</summary>
    public string Pointer => (_element, _member) switch
    {
        (0, null) => _beginning ?? "",
        (0, _) => $"{_beginning}/{_member}",
        (_, null) => string.Create(CultureInfo.InvariantCulture, $"{_beginning}/{_element - 1}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{_beginning}/{_element - 1}/{_member}"),
    };

    /// <summary>The same place, as the beginning that all places below it share.</summary>
    public SourceLocation Shared => new(File, Pointer);

    /// <summary>Whether two places are the same.</summary>
    public static bool operator ==(SourceLocation left, SourceLocation right) => left.Equals(right);

    /// <summary>Whether two places differ.</summary>
    public static bool operator !=(SourceLocation left, SourceLocation right) => !left.Equals(right);

    /// <summary>The location of a member or element below this one.</summary>
    public SourceLocation Child(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var escaped = name.AsSpan().ContainsAny('~', '/')
            ? name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)
            : name;
        return _member is null ? new(File, _beginning, _element, escaped) : new(File, Pointer, 0, escaped);
    }

    /// <summary>The location of an element below this one.</summary>
    public SourceLocation Child(int index) =>
        _member is null && _element == 0 ? new(File, _beginning, index + 1, null) : new(File, Pointer, index + 1, null);

    /// <inheritdoc/>
    public bool Equals(SourceLocation other) =>
        string.Equals(File, other.File, StringComparison.Ordinal)
        && ((ReferenceEquals(_beginning, other._beginning) && _element == other._element && ReferenceEquals(_member, other._member))
            || string.Equals(Pointer, other.Pointer, StringComparison.Ordinal));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is SourceLocation other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(File, Pointer);

    /// <inheritdoc/>
    public override string ToString() => Pointer is { Length: > 0 } pointer ? $"{File}: {pointer}" : File ?? "";
}
