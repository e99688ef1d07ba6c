using System.Collections.Immutable;

namespace Pdp.Language.Functions;

/// <summary>Overloads that belong together, as cel-go's <c>strings</c> or <c>math</c>.</summary>
/// <param name="Name">The library's name.</param>
/// <param name="Overloads">What it declares; no two share an id.</param>
public sealed record FunctionLibrary(string Name, ImmutableArray<Overload> Overloads);
