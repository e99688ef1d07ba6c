namespace Pdp.Bundles.Reading;

/// <summary>Something wrong with a JSON text.</summary>
/// <param name="Code">One of <see cref="DocumentDiagnosticCodes"/>.</param>
/// <param name="Pointer">JSON pointer to the member, or to the deepest one that could be read.</param>
/// <param name="Offset">Where, in bytes.</param>
/// <param name="Length">How many bytes it covers.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Help">What to do about it, or null.</param>
internal sealed record JsonProblem(string Code, string Pointer, int Offset, int Length, string Message, string? Help = null);
