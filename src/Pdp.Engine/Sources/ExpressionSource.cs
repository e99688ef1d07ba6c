namespace Pdp.Engine.Sources;

/// <summary>An expression as it stands in a document.</summary>
public sealed class ExpressionSource : IEquatable<ExpressionSource>
{
    // the text, or the document that has it
    private readonly object _text;
    private readonly int _offset;
    private readonly int _length;

    /// <summary>An expression.</summary>
    /// <param name="text">The CEL text; lines of an array are joined by newlines.</param>
    /// <param name="location">Where it stands.</param>
    public ExpressionSource(string text, SourceLocation location)
    {
        ArgumentNullException.ThrowIfNull(text);
        _text = text;
        Location = location;
    }

    /// <summary>An expression whose text is read from its document whenever it is asked for.</summary>
    /// <param name="document">The document.</param>
    /// <param name="offset">Where the text stands in it.</param>
    /// <param name="length">How long it is there.</param>
    /// <param name="location">Where it stands.</param>
    public ExpressionSource(DocumentContent document, int offset, int length, SourceLocation location)
    {
        ArgumentNullException.ThrowIfNull(document);
        _text = document;
        _offset = offset;
        _length = length;
        Location = location;
    }

    /// <summary>The CEL text; lines of an array are joined by newlines. It may be made anew each time.</summary>
    public string Text => _text as string ?? ((DocumentContent)_text).TextAt(_offset, _length);

    /// <summary>Where it stands.</summary>
    public SourceLocation Location { get; }

    /// <inheritdoc/>
    public bool Equals(ExpressionSource? other) =>
        other is not null && Location == other.Location && string.Equals(Text, other.Text, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ExpressionSource);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Location, Text);

    /// <inheritdoc/>
    public override string ToString() => $"{Location}: {Text}";
}
