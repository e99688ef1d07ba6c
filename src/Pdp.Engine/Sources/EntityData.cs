using Pdp.Language.Values;

namespace Pdp.Engine.Sources;

/// <summary>What the PDP itself knows of a subject or resource (an embedded PIP).</summary>
/// <param name="Type">The entity's type.</param>
/// <param name="Id">Its id.</param>
/// <param name="Properties">Its attributes.</param>
/// <param name="Location">Where it stands.</param>
public sealed record EntityData(string Type, string Id, StringMap Properties, SourceLocation Location);
