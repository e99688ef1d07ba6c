namespace Pdp.Bundles.Json;

/// <summary>Something wrong with a JSON text.</summary>
/// <param name="Pointer">JSON pointer to the place; empty for the whole.</param>
/// <param name="Message">Lower case, no full stop.</param>
/// <param name="Line">Line from 1 on, when known.</param>
/// <param name="Column">Column from 1 on, in bytes, when known.</param>
/// <param name="Help">What to do about it, or null.</param>
public sealed record JsonError(string Pointer, string Message, int? Line = null, int? Column = null, string? Help = null);
