using System.Collections.Immutable;
using Pdp.Engine.Sources;

namespace Pdp.Server.Reloading;

/// <summary>Why a state of the policies was not put in force.</summary>
/// <param name="Time">When it was refused.</param>
/// <param name="Findings">All errors and warnings.</param>
internal sealed record Refusal(DateTimeOffset Time, ImmutableArray<SourceDiagnostic> Findings);
