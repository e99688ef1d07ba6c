using Pdp.Language.Values;

namespace Pdp.Engine.Requests;

/// <summary>A subject or resource in a request (AuthZEN 1.0, sections 5.1 and 5.2).</summary>
/// <param name="Type">Its type; not empty.</param>
/// <param name="Id">Its id, unique within the type; not empty.</param>
/// <param name="Properties">Its attributes.</param>
public sealed record Entity(string Type, string Id, StringMap Properties);
