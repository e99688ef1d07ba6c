using Pdp.Bundles;

namespace Pdp.Server.Access;

/// <summary>What says who may call, as a whole.</summary>
/// <param name="Policies">The access policies.</param>
/// <param name="Keys">The API keys.</param>
internal sealed record AccessState(Bundle Policies, ApiKeys Keys);
