namespace Pdp.Engine.Sources;

/// <summary>An expression as it stands in a document.</summary>
/// <param name="Text">The CEL text; lines of an array are joined by newlines.</param>
/// <param name="Location">Where it stands.</param>
public sealed record ExpressionSource(string Text, SourceLocation Location);
