@testable import Store
